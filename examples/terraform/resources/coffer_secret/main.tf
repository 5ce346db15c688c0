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

### A value that is generated
# It is made in the provider's memory, once. Raise `generation` to have another one made: nothing else replaces it.
resource "coffer_secret" "jwt_key" {
  name = "/api/jwt_key"

  generate = {
    length     = 64
    generation = 1
  }
}

### A value that is given
# It comes by an ephemeral variable, here from `TF_VAR_payment_token`. Raise `value_wo_version` together with every new
# value: that is what Terraform sees of the change. A saved plan does not hold the value, so its apply needs the variable too.
variable "payment_token" {
  type      = string
  ephemeral = true
  sensitive = true
}

resource "coffer_secret" "payment_token" {
  name             = "/api/payment_token"
  kms_key_id       = "alias/acme-prod"
  value_wo         = var.payment_token
  value_wo_version = 1
}

### A value that somebody else writes
# Terraform writes nothing, and `status` is `awaiting value` until somebody has: `chamber write api smtp_password -`,
# for example. What is written there later is no change to Terraform either.
resource "coffer_secret" "smtp_password" {
  name = "/api/smtp_password"
}

output "smtp_password_status" {
  value = coffer_secret.smtp_password.status
}

### A parameter that is there already
# Its value is neither read nor written. From now on Terraform keeps its tags, and refuses to delete it.
resource "coffer_secret" "license_key" {
  name       = "/api/license_key"
  kms_key_id = "alias/acme-prod"
  adopt      = true

  tags = {
    Team = "payments"
  }
}

### A secret that is to go
# Terraform refuses to destroy a secret until `deletion_protection = false` was applied. After that, the block can be
# removed. To keep the value and only stop managing it, use a `removed` block.
resource "coffer_secret" "old_token" {
  name                = "/api/old_token"
  deletion_protection = false
  generate            = {}
}
