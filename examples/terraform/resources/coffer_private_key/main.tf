terraform {
  required_version = ">= 1.11"

  required_providers {
    coffer = {
      source  = "cdktf-coffer/coffer"
      version = "~> 0.1"
    }
  }
}

provider "coffer" {
  region = "eu-west-1"
}

### A key in Parameter Store
# Programs get it as they get any other secret: `chamber exec ci` starts one with `DEPLOY_KEY`.
resource "coffer_private_key" "deploy" {
  algorithm  = "ED25519"
  name       = "/ci/deploy_key"
  kms_key_id = "alias/acme-prod"

  tags = {
    Team = "platform"
  }
}

output "deploy_public_key" {
  value = coffer_private_key.deploy.public_key_openssh
}

### A master key in a bucket
# The bucket has to keep versions, so that a key which is replaced or deleted can be had back. Raise `generation` to
# have a new key made.
resource "coffer_private_key" "root" {
  algorithm   = "ECDSA"
  ecdsa_curve = "P384"
  bucket      = "acme-prod-keys"
  key         = "ca/root.pem"
  kms_key_id  = "alias/acme-prod"
  generation  = 1
}
