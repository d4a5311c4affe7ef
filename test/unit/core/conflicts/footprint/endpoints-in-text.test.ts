import { expect, it } from "vitest";
import {
  endpointName,
  endpointsInText,
} from "../../../../../src/core/conflicts/footprint/endpoints-in-text.ts";

it.each([
  ["`POST /users/:id`", ["POST /users/{}"]],
  ["**GET** /api/users/{userId}/posts.", ["GET /api/users/{}/posts"]],
  ["route `/api/Users/[id]/` and (/api/teams)", ["/api/users/{}", "/api/teams"]],
  ["GET /x and PUT /x", ["GET /x", "PUT /x"]],
  ["`DELETE /api/a` on /api/a", ["DELETE /api/a"]],
  ["GET / is the root", []],
  ["src/pages/api/users.ts is a file, GET it", []],
  ["TARGET /nothing", []],
])("%j names %j", (line, names) => {
  expect(endpointsInText(line).map(endpointName)).toEqual(names);
});
