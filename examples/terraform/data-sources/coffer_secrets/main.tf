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

### An inventory
data "coffer_secrets" "api" {
  path = "/api"
}

output "secrets" {
  value = { for secret in data.coffer_secrets.api.secrets : secret.name => secret.version }
}

### Secrets that are too old
# A check warns, and does not keep Terraform from going on.
check "age" {
  assert {
    condition     = alltrue([for secret in data.coffer_secrets.api.secrets : secret.age_days <= 90])
    error_message = "Some secrets of the api are older than 90 days."
  }
}

### Parameters that are not encrypted
output "in_clear" {
  value = [for secret in data.coffer_secrets.api.secrets : secret.name if secret.type != "SecureString"]
}
