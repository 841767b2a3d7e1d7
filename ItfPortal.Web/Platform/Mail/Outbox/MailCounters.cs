using System.Diagnostics.Metrics;

namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>What became of mail, as metrics of the meter <c>ItfPortal.Mail</c>.</summary>
internal sealed class MailCounters : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ItfPortal.Mail";

    private readonly Meter _meter;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _later;
    private readonly Counter<long> _dead;
    private readonly Histogram<double> _delay;

    public MailCounters(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _accepted = _meter.CreateCounter<long>("itf.mail.accepted", "{mail}", "Mails that the mail server took");
        _later = _meter.CreateCounter<long>("itf.mail.retries", "{attempt}", "Attempts that failed and will be repeated");
        _dead = _meter.CreateCounter<long>("itf.mail.dead", "{mail}", "Mails given up: somebody has to look at /admin/courriels");
        _delay = _meter.CreateHistogram<double>("itf.mail.delay", "s", "From the fact to the mail server's yes");
    }

    public void Accepted(string template, TimeSpan delay)
    {
        _accepted.Add(1, new KeyValuePair<string, object?>("template", template));
        _delay.Record(delay.TotalSeconds, new KeyValuePair<string, object?>("template", template));
    }

    public void Later(string template) => _later.Add(1, new KeyValuePair<string, object?>("template", template));

    public void Dead(string template) => _dead.Add(1, new KeyValuePair<string, object?>("template", template));

    public void Dispose() => _meter.Dispose();
}
