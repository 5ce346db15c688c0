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

### The variable that a program reads
output "variable" {
  value = provider::coffer::env_name("db-password") # "DB_PASSWORD"
}

output "variable_of_a_parameter" {
  value = provider::coffer::env_name("/api/db-password") # "DB_PASSWORD"
}
