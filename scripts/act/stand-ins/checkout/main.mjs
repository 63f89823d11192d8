// Stands in for actions/checkout: act has put the repository there already.
console.log(`The workspace is the checkout: ${process.env.GITHUB_WORKSPACE}`);
