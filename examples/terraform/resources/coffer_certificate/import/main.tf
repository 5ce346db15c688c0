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
# By the certificate itself, in PEM. As long as what is declared is what the certificate says, nothing is signed, and
# the key is not read.
import {
  to = coffer_certificate.ca
  id = file("ca.pem")
}

resource "coffer_private_key" "ca" {
  algorithm  = "ECDSA"
  bucket     = "acme-prod-keys"
  key        = "ca/root.pem"
  kms_key_id = "alias/acme-prod"
  adopt      = true
}

resource "coffer_certificate" "ca" {
  signing_key = {
    bucket = coffer_private_key.ca.bucket
    key    = coffer_private_key.ca.key
  }
  public_key_pem = coffer_private_key.ca.public_key_pem

  subject = {
    common_name = "Acme Root CA"
  }
  is_ca_certificate = true
  validity          = "87600h"
}
