/** `namespace.payments` as people say it: `namespace payments`. */
export function scopeWords(scope: string): string {
  return scope.replace('.', ' ')
}
