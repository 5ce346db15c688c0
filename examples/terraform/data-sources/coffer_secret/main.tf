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

### Who made it, and when
data "coffer_secret" "db_password" {
  name = "/api/db_password"
}

output "db_password" {
  value = {
    arn      = data.coffer_secret.db_password.arn
    version  = data.coffer_secret.db_password.version
    age_days = data.coffer_secret.db_password.age_days
    claim    = data.coffer_secret.db_password.claim
  }
}

### A secret that has to be under your own key
# A check warns, and does not keep Terraform from going on.
check "key" {
  assert {
    condition     = data.coffer_secret.db_password.kms_key_id == "alias/acme-prod"
    error_message = "/api/db_password is under ${data.coffer_secret.db_password.kms_key_id}. Write it again under alias/acme-prod."
  }
}
