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

### One value in two places
# Both take the value of the apply that raises their versions, so raise them together. After an apply that failed
# between the two, raise them once more.
locals {
  password_version = 1
}

ephemeral "coffer_random" "db_password" {
  length  = 40
  symbols = true
}

resource "coffer_secret" "database" {
  name             = "/database/app_password"
  value_wo         = ephemeral.coffer_random.db_password.value
  value_wo_version = local.password_version
}

resource "coffer_secret" "api" {
  name             = "/api/db_password"
  value_wo         = ephemeral.coffer_random.db_password.value
  value_wo_version = local.password_version
}
