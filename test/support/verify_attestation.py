"""Verifies an attestation object (PEP 740) with pypi-attestations: ROOT ATTESTATION DIST, prints the predicate type."""

import pathlib
import sys

from pypi_attestations import Attestation, Distribution, GitHubPublisher
from sigstore.models import TrustedRoot
from sigstore.verify import Verifier

root, attestation, dist = sys.argv[1:]
trusted = TrustedRoot.from_file(root)
Verifier.production = classmethod(lambda cls, offline=False: cls(trusted_root=trusted))
made = Attestation.model_validate_json(pathlib.Path(attestation).read_text())
publisher = GitHubPublisher(repository="demo/demo", workflow="release.yml")
print(made.verify(publisher, Distribution.from_file(pathlib.Path(dist)))[0])
