data "aws_availability_zones" "here" {
  #checkov:skip=CKV_AWS_394:Zones are taken by position, and a new one comes last
  state = "available"
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:One machine, whose own audit and proxy logs say more than flows do
  cidr_block           = "10.40.0.0/24"
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# Nothing uses it, so nothing may pass through it.
resource "aws_default_security_group" "unused" {
  vpc_id = aws_vpc.this.id
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.this.id
  availability_zone = data.aws_availability_zones.here.names[0]
  cidr_block        = "10.40.0.0/26"

  tags = { Name = "${var.name}-public" }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

# There is no SSH: people come in through Session Manager, which needs no open port.
resource "aws_security_group" "machine" {
  name        = var.name
  description = "Web in, updates and certificates out"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  for_each = toset(var.allowed_cidrs)

  security_group_id = aws_security_group.machine.id
  description       = "Pages and API"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_ingress_rule" "http" {
  #checkov:skip=CKV_AWS_260:The certificate authority asks here, and everybody else is sent to HTTPS

  security_group_id = aws_security_group.machine.id
  description       = "Certificates and the way to HTTPS"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "out" {
  for_each = { http = 80, https = 443 }

  security_group_id = aws_security_group.machine.id
  description       = "Packages, images, certificates, S3, Session Manager"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_eip" "this" {
  domain = "vpc"

  tags = { Name = var.name }
}

resource "aws_eip_association" "this" {
  instance_id   = aws_instance.this.id
  allocation_id = aws_eip.this.id
}
