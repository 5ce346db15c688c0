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

### A certificate authority
# Its key is in a bucket. The apply that signs reads it, into memory only; plan and refresh do not.
resource "coffer_private_key" "ca" {
  algorithm  = "ECDSA"
  bucket     = "acme-prod-keys"
  key        = "ca/root.pem"
  kms_key_id = "alias/acme-prod"
}

resource "coffer_certificate" "ca" {
  signing_key = {
    bucket = coffer_private_key.ca.bucket
    key    = coffer_private_key.ca.key
  }
  public_key_pem = coffer_private_key.ca.public_key_pem

  subject = {
    common_name  = "Acme Root CA"
    organization = "Acme"
  }
  is_ca_certificate = true
  validity          = "87600h"
}

### A server's certificate
# The server finds its key in Parameter Store, and presents `chain_pem`.
resource "coffer_private_key" "api" {
  algorithm = "ECDSA"
  name      = "/api/tls_key"
}

resource "coffer_certificate" "api" {
  signing_key        = coffer_certificate.ca.signing_key
  ca_certificate_pem = coffer_certificate.ca.certificate_pem
  public_key_pem     = coffer_private_key.api.public_key_pem

  dns_names    = ["api.example.com"]
  validity     = "2160h"
  renew_before = "720h"
}

output "api_chain" {
  value = coffer_certificate.api.chain_pem
}

### A key in Parameter Store that signs
# For an authority that only the services of one application know.
resource "coffer_private_key" "mesh" {
  algorithm  = "ECDSA"
  name       = "/mesh/ca_key"
  kms_key_id = "alias/acme-prod"
}

resource "coffer_certificate" "mesh" {
  signing_key = {
    name = coffer_private_key.mesh.name
  }
  public_key_pem = coffer_private_key.mesh.public_key_pem

  subject = {
    common_name = "Acme mesh"
  }
  is_ca_certificate = true
  validity          = "8760h"
}

### Renewal
# From `renew_at` on, every plan shows the renewal, and the next apply signs again with the same key. So plan on a
# schedule: `terraform plan -detailed-exitcode` ends with 2 when it is time. The key is replaced by its own `generation`,
# and the certificate follows.
output "api_renewal" {
  value = coffer_certificate.api.renew_at
}
