output "kubeconfig" {
  description = "Command that lets kubectl reach the cluster."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${aws_eks_cluster.this.name}"
}

output "exports_bucket" {
  description = "Bucket that exports go to."
  value       = aws_s3_bucket.exports.bucket
}

output "database_endpoint" {
  description = "Where PostgreSQL answers, inside the network."
  value       = aws_db_instance.this.endpoint
}
