// The form of react-jsonschema-form, over `case.json` beside it as Portico's form alone is: the plain theme, no styles,
// validated as Portico's is by default (when a field is left), or with each key where the case says `live`.
import Form from "@rjsf/core";
import draft07, { customizeValidator } from "@rjsf/validator-ajv8";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const { definition, input, live } = await (await fetch("case.json")).json();
// Its validator has to be told the draft; the second is fetched by those who need it.
const isLater = /20(19|20)-\d\d/.test(definition.schema.$schema);
const validator = isLater ? customizeValidator({ AjvClass: (await import("ajv/dist/2020.js")).default.default }) : draft07;
const form = createElement(Form, {
  schema: definition.schema,
  formData: input,
  validator,
  liveValidate: live ? "onChange" : "onBlur",
  noHtml5Validate: true,
  "aria-label": "Form",
});
createRoot(document.getElementById("app")).render(form);
