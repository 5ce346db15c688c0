### A role to assume
# The role makes all calls. Of several `assume_role` blocks, each role is assumed from the one before it.
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

  assume_role {
    role_arn    = "arn:aws:iam::123456789012:role/secrets"
    external_id = "acme-prod"
  }
}

resource "coffer_secret" "jwt_key" {
  name     = "/api/jwt_key"
  generate = {}
}
