import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Form } from '../../../bot/view/views.ts';
/** What a modal carries: Slack gives it back when it is sent, after a restart too. */
declare const Carried: z.ZodObject<{
    form: z.ZodString;
    workspace: z.ZodString;
    channel: z.ZodString;
    thread: z.ZodOptional<z.ZodString>;
    message: z.ZodOptional<z.ZodString>;
    files: z.ZodDefault<z.ZodArray<z.ZodString>>;
    responseUrl: z.ZodOptional<z.ZodString>;
}, z.core.$strip>;
export type Carried = z.infer<typeof Carried>;
export declare const FORM_CALLBACK = "wordbrush-form";
export declare function modalOf(form: Form, carried: Omit<Carried, 'form'>): types.ModalView;
/** What a modal that was sent holds; null for one that is not the bot's. */
export declare function filledForm(view: {
    readonly private_metadata: string;
    readonly state: {
        readonly values: unknown;
    };
}): {
    carried: {
        form: string;
        workspace: string;
        channel: string;
        thread?: string | undefined;
        message?: string | undefined;
        files: string[];
        responseUrl?: string | undefined;
    };
    values: {
        [k: string]: string;
    };
    files: {
        id: string;
        name?: string | null | undefined;
        mimetype?: string | undefined;
        size?: number | undefined;
        url_private?: string | undefined;
    }[];
} | null;
export {};
