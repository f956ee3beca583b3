import { smsFolder, smsProvider } from '../../config.ts';
import { folderSms } from './folder-sms.ts';
import { httpSms } from './http-sms.ts';
import type { SmsPort } from './sms-port.ts';

/** Where this studio's text messages go: to its provider, else into the folder of an embedded studio; null where neither is. */
export function chosenSms(): SmsPort | null {
  const provider = smsProvider();
  if (provider) return httpSms(provider);
  const folder = smsFolder();
  return folder ? folderSms(folder) : null;
}
