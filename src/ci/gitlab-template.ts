/** The template that a `.gitlab-ci.yml` of somebody's own includes, with inputs: slices on one kind of machine, gathered, released. */

import { linuxImage } from "../services.ts";
import { version } from "../version.ts";
import { places } from "./commands.ts";

const run = 'npx --yes --package "$WHEELWAY" wheelway';

/** Inputs are values of variables, which commands have in quotes; `setup` alone is lines for the shell, of who includes it. */
const inputs = `spec:
  inputs:
    wheelway: { default: wheelway@${version}, description: What npx runs }
    project: { default: ".", description: Folder of the project }
    slices: { type: number, default: 1, description: Over how many jobs the build is split }
    image: { default: "${linuxImage}", description: Image of the jobs }
    setup:
      description: Completes the image; with \`uv python install\` for Pythons that it lacks
      type: array
      default: ["apt-get update && apt-get install --yes nodejs npm", pip install uv]
    tags: { type: array, default: [saas-linux-small-amd64], description: Tags of the runners }
    to: { default: pypi, options: [pypi, testpypi], description: How far a release goes }
`;

const jobs = `.wheelway:
  stage: build
  image: $[[ inputs.image ]]
  tags: $[[ inputs.tags ]]
  before_script: $[[ inputs.setup ]]
  variables:
    WHEELWAY: $[[ inputs.wheelway ]]
    PROJECT: $[[ inputs.project ]]
    SLICES: $[[ inputs.slices ]]
    TO: $[[ inputs.to ]]
    WHEELWAY_CACHE_DIR: ${places.cache}
    GIT_DEPTH: "0"
wheelway plan:
  extends: .wheelway
  script:
    - ${run} plan "$PROJECT" --slices "$SLICES" --runners linux-x86_64 --json > ${places.plan}
    - ${run} build "$PROJECT" --slice sdist --plan ${places.plan} --dist ${places.sdist}
  artifacts: { paths: [${places.plan}, ${places.sdist}] }
wheelway build:
  extends: .wheelway
  needs: [wheelway plan]
  parallel: $[[ inputs.slices ]]
  script:
    - ${run} build "$PROJECT" --slice "$CI_NODE_INDEX/$CI_NODE_TOTAL" --plan ${places.plan} --sdist ${places.sdist} --dist "${places.slices}/$CI_NODE_INDEX"
  artifacts: { paths: [${places.slices}] }
wheelway gather:
  extends: .wheelway
  needs: [wheelway plan, wheelway build]
  script:
    - ${run} gather ${places.slices} --project "$PROJECT" --plan ${places.plan} --to ${places.dist}
  artifacts: { paths: [${places.dist}] }
wheelway release:
  extends: .wheelway
  stage: deploy
  needs: [wheelway gather]
  rules: [{ if: $CI_COMMIT_TAG =~ /^v/ }]
  environment: pypi
  id_tokens:
    SIGSTORE_ID_TOKEN: { aud: sigstore }
    PYPI_ID_TOKEN: { aud: pypi }
    TESTPYPI_ID_TOKEN: { aud: testpypi }
  script:
    - ${run} release "$PROJECT" --artifacts ${places.dist} --yes --to "$TO"
`;

export function gitlabTemplate(): string {
  return `# Generated from src/ci/gitlab-template.ts.\n${inputs}---\n${jobs}`;
}
