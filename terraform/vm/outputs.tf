output "address" {
  description = "Address that the host name has to point at."
  value       = aws_eip.this.public_ip
}

output "bucket" {
  description = "Bucket that backups go to."
  value       = aws_s3_bucket.this.bucket
}

output "session" {
  description = "Command that opens a shell on the machine."
  value       = "aws ssm start-session --region ${var.region} --target ${aws_instance.this.id}"
}
