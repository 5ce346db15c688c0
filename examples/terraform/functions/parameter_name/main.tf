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

### The name of a secret
# A name that chamber could not read is an error of `terraform validate`.
resource "coffer_secret" "db_password" {
  name = provider::coffer::parameter_name("api", "db-password")
}

output "db_password" {
  value = coffer_secret.db_password.name # "/api/db-password"
}
