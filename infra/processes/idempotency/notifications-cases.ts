import { createECDH, randomBytes } from 'node:crypto';
import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { openPhone } from '@effect-studio/notifications/persistence/phone-rows';
import notifications from '@effect-studio/notifications/subgraph';
import { newRun } from '@effect-studio/notifications/test-inbox';
import { RecommendationProposed } from '@effect-studio/schema/events/economics';
import { ApprovalRequested } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { recommendationProposed } from '@effect-studio/testing/recommendation-proposed';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter, eventCounter } from './mutation-case.ts';

/** A browser of somebody. */
const pushTarget = () => ({
  endpoint: `https://fcm.googleapis.com/fcm/send/${newId()}`,
  p256dh: createECDH('prime256v1').generateKeys('base64url'),
  auth: randomBytes(16).toString('base64url'),
  device: 'Firefox',
});

export const notificationsCases: ContextCases = {
  context: 'notifications',
  names: [
    'decideReview',
    'snoozeReview',
    'claimReview',
    'releaseReview',
    'markNotificationRead',
    'changeNotificationSettings',
    'retryDelivery',
    'addPushDevice',
    'removePushDevice',
    'setPhoneNumber',
    'confirmPhoneNumber',
  ],
  open: async (options) => {
    process.env.STUDIO_SECRET ??= 'idempotency-tests-idempotency-tests';
    // Somewhere for codes to go; nothing is sent, because no job runs.
    process.env.SMS_URL = 'http://127.0.0.1:9/sms';
    const studio = await TestStudio.open([notifications], options);
    const idOf = async (query: string, value: string): Promise<string> => {
      const { rows } = await studio.ownerPool.query<{ id: string }>(query, [value]);
      return rows[0]!.id;
    };
    const claimCase = async (change: 'claimed' | 'released') => {
      const submission = submissionOf({ runId: newId() });
      await studio.deliver('notifications', ApprovalRequested, submission.runId, { submission });
      const ofRun = 'select id from notifications.review_item where run_id = $1';
      const reviewItemId = await idOf(ofRun, submission.runId);
      return {
        caller: admin(),
        input: { reviewItemId },
        otherInput: { reviewItemId: newId() },
        countEffects: counter(
          studio,
          `select count(*) from bus.event where type = 'ReviewItemUpdated.v1' and aggregate_id = $1
             and body -> 'payload' ->> 'change' = $2`,
          [reviewItemId, change],
        ),
      };
    };
    /** A number of somebody, and the code that went to it. */
    const numberOf = async (caller: Caller): Promise<string> => {
      await studio.execute(
        'notifications',
        caller,
        'mutation ($input: SetPhoneNumberInput!) { setPhoneNumber(input: $input) { __typename } }',
        { input: { number: '+4915112345678', idempotencyKey: newId() } },
      );
      const ctx = studio.call('notifications');
      const phone = await ctx.db.transaction(ctx, (tx) => openPhone(tx, caller.subjectId!));
      return phone!.code!;
    };
    return {
      studio,
      close: async () => {
        delete process.env.SMS_URL;
        await studio.close();
      },
      mutations: {
        decideReview: async () => {
          const submission = submissionOf({ runId: newId() });
          const { runId } = submission;
          await studio.deliver('notifications', ApprovalRequested, runId, { submission });
          const reviewItemId = await idOf(
            'select id from notifications.review_item where run_id = $1',
            runId,
          );
          return {
            caller: admin(),
            input: { reviewItemId, isApproved: true },
            otherInput: { reviewItemId, isApproved: false, reason: 'Too dark.' },
            countEffects: eventCounter(studio, 'AdminApproved.v1', runId),
          };
        },
        claimReview: () => claimCase('claimed'),
        releaseReview: () => claimCase('released'),
        snoozeReview: async () => {
          const recommendationId = newId();
          const proposed = recommendationProposed(recommendationId);
          await studio.deliver('notifications', RecommendationProposed, recommendationId, proposed);
          const ofRecommendation = 'select id from notifications.review_item where recommendation_id = $1';
          const reviewItemId = await idOf(ofRecommendation, recommendationId);
          const ahead = (days: number) =>
            new Date(studio.clock.now().getTime() + days * 86_400_000).toISOString();
          return {
            caller: admin(),
            input: { reviewItemId, until: ahead(1) },
            otherInput: { reviewItemId, until: ahead(2) },
            countEffects: eventCounter(studio, 'RecommendationDecided.v1', recommendationId),
          };
        },
        changeNotificationSettings: async () => {
          const caller = creator();
          // How often the row was written: the row itself is the same after a second time.
          const written = `select coalesce(sum((choices -> 'RUN_FAILED' ->> 'EMAIL' = 'false')::int), 0) as count
            from notifications.settings where owner_id = $1`;
          const off = { kind: 'RUN_FAILED', channel: 'EMAIL', isOn: false };
          return {
            caller,
            input: { switches: [off] },
            otherInput: { switches: [{ ...off, isOn: true }] },
            countEffects: counter(studio, written, [caller.subjectId]),
          };
        },
        setPhoneNumber: async () => {
          const caller = creator();
          return {
            caller,
            input: { number: '+4915112345678' },
            otherInput: { number: '+4915112345679' },
            countEffects: counter(
              studio,
              'select coalesce(sum(codes_sent), 0) as count from notifications.phone where owner_id = $1',
              [caller.subjectId],
            ),
          };
        },
        confirmPhoneNumber: async () => {
          const caller = creator();
          const code = await numberOf(caller);
          return {
            caller,
            input: { code },
            otherInput: { code: code === '111111' ? '222222' : '111111' },
            countEffects: counter(
              studio,
              'select count(*) from notifications.phone where owner_id = $1 and confirmed_at is not null',
              [caller.subjectId],
            ),
          };
        },
        addPushDevice: async () => {
          const caller = creator();
          const input = pushTarget();
          return {
            caller,
            input,
            otherInput: pushTarget(),
            countEffects: counter(
              studio,
              'select count(*) from notifications.push_device where owner_id = $1',
              [caller.subjectId],
            ),
          };
        },
        removePushDevice: async () => {
          const caller = creator();
          await studio.execute(
            'notifications',
            caller,
            'mutation ($input: AddPushDeviceInput!) { addPushDevice(input: $input) { __typename } }',
            { input: { ...pushTarget(), idempotencyKey: newId() } },
          );
          const ofOwner = 'select id from notifications.push_device where owner_id = $1';
          const deviceId = await idOf(ofOwner, caller.subjectId!);
          const gone = 'select 1 - count(*) as count from notifications.push_device where id = $1';
          return {
            caller,
            input: { deviceId },
            otherInput: { deviceId: newId() },
            countEffects: counter(studio, gone, [deviceId]),
          };
        },
        retryDelivery: async () => {
          const { run, send } = newRun(studio);
          await send.failed();
          const ofRun = 'select d.id from notifications.delivery d where owner_id = $1';
          const deliveryId = await idOf(ofRun, run.ownerId);
          await studio.ownerPool.query(`delete from notifications.job`);
          await studio.ownerPool.query(`update notifications.delivery set state = 'DEAD' where id = $1`, [
            deliveryId,
          ]);
          const jobs = `select count(*) from notifications.job where payload ->> 'deliveryId' = $1`;
          return {
            caller: admin(),
            input: { deliveryId },
            otherInput: { deliveryId: newId() },
            countEffects: counter(studio, jobs, [deliveryId]),
          };
        },
        markNotificationRead: async () => {
          const { caller, run, send } = newRun(studio);
          await send.reserved();
          await send.refunded();
          await send.failed();
          const ofRun = 'select id from notifications.notification where run_id = $1';
          const notificationId = await idOf(ofRun, run.runId);
          const read =
            'select count(*) from notifications.notification where owner_id = $1 and read_at is not null';
          return {
            caller,
            input: { notificationId },
            otherInput: { notificationId: newId() },
            countEffects: counter(studio, read, [caller.subjectId]),
          };
        },
      },
    };
  },
};
