### A first secret
# The value of `/api/jwt_key` is made in the provider's memory and written to Parameter Store. Credentials are found as
# `hashicorp/aws` finds them: in the environment, in shared files, or from the machine that Terraform runs on.
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
  region              = "eu-west-1"
  allowed_account_ids = ["123456789012"]

  default_tags {
    tags = {
      Team = "payments"
    }
  }
}

resource "coffer_secret" "jwt_key" {
  name     = "/api/jwt_key"
  generate = {}
}
