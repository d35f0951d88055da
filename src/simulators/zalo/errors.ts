/** Zalo's own short texts, from the table of error codes in its documentation (phu-luc/ma-loi). */
export const ERROR_TEXTS: Readonly<Record<number, string>> = {
  [-32]: 'Your application reached limit call api',
  [-100]: 'attachment_id was expired',
  [-200]: 'Send message failed',
  [-201]: '<data_field> is invalid!',
  [-204]: 'Offical Account is disable',
  [-205]: 'Official Account is not exist',
  [-209]: 'Not supported this api',
  [-210]: 'Parameter exceeds allowable limit',
  [-211]: 'Out of quota',
  [-212]: 'App has not registed this api',
  [-213]: 'User has not followed OA',
  [-214]: 'Article is being processed',
  [-216]: 'Access token is invalid',
  [-217]: 'User has blocked invitation from OA',
  [-218]: 'Out of quota receive',
  [-219]: 'App is removed or disabled',
  [-220]: 'access_token is expired or removed',
  [-221]: 'The OA needs to be verified to use this feature',
  [-223]: 'Official Account has not authorized this API',
  [-224]: 'The OA needs to upgrade OA Tier Package to use this feature',
  [-227]: 'User is banned or has been inactive for more than 45 days',
  [-230]: 'User has not interacted with the OA in the past 7 days',
  [-232]: 'User has not interacted with the OA, or the last interaction has expired',
  [-233]: 'message type is invalid or not support',
  [-234]: 'This message cannot be sent at night (10:00PM - 6:00AM)',
  [-235]: 'This API does not support this type of OA',
  [-237]: 'The group is disabled',
  [-238]: 'asset_id is already used',
  [-240]: 'MessageV2 API has been shut down, please switch to MessageV3',
  [-241]: 'asset_id is already used or disabled',
  [-242]: 'Invalid appsecret_proof provided in the API argument',
  [-244]: 'User has restricted this message type from your OA',
  [-248]: 'Violates our platform standards',
  [-320]: 'Your app needs a Zalo Cloud Account to use this feature',
  [-321]: 'Zalo Cloud Account is out of money',
  [-403]: 'OA is not in group',
};

/** A refusal of the API: HTTP 200 with a non-zero `error`. */
export class ApiError extends Error {
  readonly code: number;

  constructor(code: number, text: string = ERROR_TEXTS[code] ?? 'Unknown error') {
    super(text);
    this.code = code;
  }
}

/** -201 with the name of the field, as the platform words it. */
export function invalid(field: string): ApiError {
  return new ApiError(-201, `${field} is invalid!`);
}
