// Runs before the first paint, so that no theme flashes. A file of its own because the content policy forbids inline scripts.
;(function () {
  var choice = null
  try {
    choice = localStorage.getItem('traas.theme')
  } catch (storageIsOff) {
    // the default will do
  }
  var light = choice === 'light' || (choice === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
})()
