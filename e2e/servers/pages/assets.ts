/** What the doubles' pages load from themselves: a plain dark look of their own, and the handler of `data-method` links. */
export const stylesheet = `
:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,"DejaVu Sans",sans-serif;background:light-dark(#f4f5f8,#171a21);color:light-dark(#20242c,#dde1ea)}
.admin-wrapper{display:flex;max-width:1100px;margin:0 auto;min-height:100vh}.sidebar-wrapper{width:230px;flex:none;padding:28px 12px}.sidebar ul{list-style:none;margin:0;padding:0 0 0 8px}.sidebar a{display:block;padding:8px 12px;color:inherit;text-decoration:none;border-radius:4px}.selected>a{background:light-dark(#e2e5ee,#262b36)}
.content-wrapper{flex:1;min-width:0}.content{padding:28px;background:light-dark(#fff,#1d212a);min-height:100vh}.content__heading h1,.content__heading h2{font-size:24px;margin:0 0 20px}.navigation-skip-link{position:absolute;left:-999px}
.simple_form .input,.fields-group,.field-group{margin:0 0 20px}.simple_form label{display:block;font-weight:600}.hint{display:block;color:light-dark(#5b6270,#9aa3b5);font-size:14px}input[type=text],input[type=password],input[type=email],select{width:100%;max-width:560px;padding:10px;border:1px solid light-dark(#b9c0cf,#3a4152);border-radius:4px;background:light-dark(#fff,#12151b);color:inherit;font:inherit}
.btn,.button{display:inline-block;padding:9px 16px;border:0;border-radius:4px;background:#3d63c9;color:#fff;font:600 15px system-ui;text-decoration:none;cursor:pointer}.button--destructive,.negative{background:#b3344a}.button-secondary,.button-tertiary{background:#5b6270}.btn:disabled{opacity:.5}
.table{width:100%;border-collapse:collapse;margin:12px 0}.table th,.table td{text-align:start;padding:8px;border-top:1px solid light-dark(#dfe3ec,#2b3140)}.table-action-link{color:light-dark(#2d4fae,#8fb0ff)}a{color:light-dark(#2d4fae,#8fb0ff)}.flash-message{padding:12px;border-radius:4px;margin:0 0 18px;background:light-dark(#e6e9f2,#2a3040)}.flash-message.alert,.flash-message.error{background:light-dark(#fbe3e6,#4a1f29)}.flash-message.notice{background:light-dark(#dff3e4,#1d3a29)}.flash-message.warning{background:light-dark(#fdf2d0,#453a17)}.error{color:light-dark(#b3344a,#ff8fa1)}.warning-hint{color:light-dark(#8a5a00,#e8c268)}.container-alt{max-width:440px;margin:40px auto;padding:0 20px}.account-header{padding:16px;text-align:center}.spacer{border:0;border-top:1px solid light-dark(#dfe3ec,#2b3140);margin:24px 0}.radio{display:block}ul.hint{padding-inline-start:20px}
@media (max-width:700px){.admin-wrapper{display:block}.sidebar-wrapper{width:auto;padding:8px}}
`;

export const script = `
document.addEventListener('click', (event) => {
  const link = event.target.closest && event.target.closest('a[data-method]');
  if (!link) return;
  event.preventDefault();
  if (link.dataset.confirm && !window.confirm(link.dataset.confirm)) return;
  const form = document.createElement('form');
  form.method = 'post';
  form.action = link.getAttribute('href');
  form.hidden = true;
  const add = (name, value) => { const input = document.createElement('input'); input.type = 'hidden'; input.name = name; input.value = value; form.append(input); };
  add('_method', link.dataset.method);
  add(document.querySelector('meta[name=csrf-param]').content, document.querySelector('meta[name=csrf-token]').content);
  document.body.append(form);
  form.submit();
});
for (const time of document.querySelectorAll('time.formatted, time.time-ago')) {
  time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang);
  time.title = time.dateTime;
}
`;
