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

### The variable that another configuration declares
output "variable" {
  value = provider::coffer::tf_var_name("/terraform/tf_var_db_password") # "TF_VAR_DB_PASSWORD"
}
