using System.Diagnostics;
using System.Globalization;
using ItfPortal.Tests.Platform.Mail;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>Mail from the outbox to a mail server on this machine that takes everything: how many a second, and how long one takes.</summary>
internal static class MailBench
{
    private const int Single = 100;

    public static async Task RunAsync(int mails)
    {
        await using var mail = await MailHarness.StartAsync(TimeProvider.System.GetUtcNow());
        var settings = new Dictionary<string, string> { ["SMTP_URL"] = mail.Smtp.Url, ["PORTAL_SECRET_KEY"] = MailHarness.SecretKey };
        await using var portal = await PortalProcess.StartAsync(mail.Database, settings);

        var times = new List<double>();
        for (var i = 0; i < Single; i++)
        {
            var taken = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            mail.Smtp.Answering = _ =>
            {
                taken.TrySetResult(Stopwatch.GetTimestamp());
                return Task.CompletedTask;
            };
            mail.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
            var clock = Stopwatch.GetTimestamp();
            await mail.Outbox.EnqueueAsync(MailHarness.Mail(FormattableString.Invariant($"single:{i}")), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(clock, await taken.Task.WaitAsync(TimeSpan.FromSeconds(30))).TotalMilliseconds);
            await Task.Delay(20);
        }

        // Due later, until all are written: the worker is not at it meanwhile.
        var (first, last, count) = (0L, 0L, 0);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        mail.Smtp.Answering = _ =>
        {
            last = Stopwatch.GetTimestamp();
            first = first == 0 ? last : first;
            if (++count == mails)
            {
                all.TrySetResult();
            }
            return Task.CompletedTask;
        };
        mail.Time.SetUtcNow(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(10));
        await mail.FillAsync(mails);
        await mail.ScalarAsync<int>("with due as (update outbox_mail set next_at = now() where state = 'waiting' returning id) select count(*)::int from due");
        await all.Task.WaitAsync(TimeSpan.FromMinutes(5));
        var perSecond = (mails - 1) / Stopwatch.GetElapsedTime(first, last).TotalSeconds;

        var (median, worst) = (Figures.Percentile(times, .5), Figures.Percentile(times, .99));
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"mail: {perSecond:0} a second by one portal (n = {mails}); enqueue to accepted median {median:0.0} ms, 99th percentile {worst:0.0} ms (n = {Single})"));
        await Table.AddAsync(
            "mails a second, one portal against a mail server on this machine", string.Create(CultureInfo.InvariantCulture, $"{perSecond:0}/s (n = {mails})"), "", null, null);
        await Table.AddAsync(
            "a mail put into the outbox to the mail server's yes",
            string.Create(CultureInfo.InvariantCulture, $"median {median:0.0} ms, 99th percentile {worst:0.0} ms (n = {Single})"), "", null, null);
    }
}
