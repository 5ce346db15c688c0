"""Decides what a caller may do, from policies' actions, resources, principals and conditions.

moto looks at action names only. This is not all of IAM: permission boundaries, session policies and organization
policies are not looked at, nor are tags of principals and resources. Where a rule of AWS is missing, a condition
key is absent, and a policy that insists on it allows nothing.
"""
