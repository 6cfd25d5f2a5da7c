import { answer, type Exchange } from '../exchange.ts';

/** The SDKs' own defaults of the public cloud; an answer with 500 would fail every call of a client. */
const metadata = JSON.stringify({
  AzureAD: {
    LoginEndpoint: 'https://login.microsoftonline.com',
    LoginMfaRequired: false,
    KustoClientAppId: 'db662dc1-0cfe-4e1c-a843-19a68e65be58',
    KustoClientRedirectUri: 'https://microsoft/kustoclient',
    KustoServiceResourceId: 'https://kusto.kusto.windows.net',
    FirstPartyAuthorityUrl: 'https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a',
  },
});

export async function serveAuthMetadata(exchange: Exchange): Promise<void> {
  await answer(exchange, [metadata]);
}
