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

### Import
# By `<bucket>/<key of the object>`, or by the name of the parameter. The private half is not read: of a key that
# Coffer made, the public half is stored beside it. For any other key, give `public_key_pem` and `adopt = true`.
import {
  to = coffer_private_key.root
  id = "acme-prod-keys/ca/root.pem"
}

resource "coffer_private_key" "root" {
  algorithm  = "ECDSA"
  bucket     = "acme-prod-keys"
  key        = "ca/root.pem"
  kms_key_id = "alias/acme-prod"
}
