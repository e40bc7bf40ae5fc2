-- Overdue invoices are asked for by day, per scope.
set local role seloste_owner;

-- squawk-ignore require-concurrent-index-creation
create index invoice_by_due on register.invoice (scope, due_on desc, id) where kind = 'invoice';
