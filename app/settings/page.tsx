import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Shell } from "@/app/components/shell";
import { SignOutButton } from "@/app/components/sign-out-button";
import { ROLE_MEANING } from "@/domain/accounts";
import { SETTINGS_URL, signInUrl, userUrl } from "@/domain/urls";
import { api, pageViewer } from "@/server/caller";
import { AboutForm } from "./about-form";
import { Keys } from "./keys";
import { PasswordForm } from "./password-form";
import { Section } from "./section";
import { Sessions } from "./sessions";

export const metadata: Metadata = { title: "Settings", robots: { index: false } };

/** What an account can change of itself. */
export default async function SettingsPage() {
  if (!(await pageViewer()).user) redirect(signInUrl(SETTINGS_URL));
  const settings = await api.account.settings();
  return (
    <Shell>
      <div className="mx-auto max-w-[680px]">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div>
            <h1>Settings</h1>
            <p className="mt-1 text-soft">
              <Link href={userUrl(settings.name)} className="link" prefetch={false}>
                {settings.name}
              </Link>{" "}
              · {settings.role}: {ROLE_MEANING[settings.role]}
            </p>
          </div>
          <SignOutButton />
        </div>
        <Section title="About you" note="Shown on your page.">
          <AboutForm initial={settings.about} />
        </Section>
        <Section
          title="API keys"
          note="For programs that act in your name. A key is shown once, when you make it; only a fingerprint is kept."
        >
          <Keys initial={settings.keys} role={settings.role} />
        </Section>
        <Section title="Password" note="Changing it signs you out everywhere else.">
          <PasswordForm name={settings.name} />
        </Section>
        <Section title="Sessions" note="Where this account is signed in.">
          <Sessions initial={settings.sessions} />
        </Section>
      </div>
    </Shell>
  );
}
