var o=s=>/:accesspoint[/:]|-s3alias(\/|$)/.test(s);export{o as isAccessPoint};
