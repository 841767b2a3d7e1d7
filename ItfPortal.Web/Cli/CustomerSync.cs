using System.Globalization;
using System.Runtime.CompilerServices;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Accounts;

namespace ItfPortal.Web.Cli;

/// <summary>
/// People of the portal out of Tryton's customers. The module says what would be done and does it; a run that was cut off is simply begun
/// again.
/// </summary>
internal sealed class CustomerSync(ICustomerSyncClient client, IAccountLinks links, TimeProvider time)
{
    /// <summary>Of a plan and of a batch: a batch is done or not done as a whole.</summary>
    internal const int Batch = 250;

    /// <summary>What would be done, customer by customer.</summary>
    public async IAsyncEnumerable<CustomerPlan> PlanAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<CustomerPlan> page;
        var after = 0;
        do
        {
            page = await client.PlanAsync(after, Batch, cancellationToken);
            foreach (var plan in page)
            {
                yield return plan;
            }
            after = page.Count > 0 ? page[^1].Party : after;
        }
        while (page.Count == Batch);
    }

    /// <summary>Does it, and says what was done.</summary>
    public async IAsyncEnumerable<CustomerPlan> ApplyAsync(PortalRole role, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<int>(Batch);
        await foreach (var plan in PlanAsync(cancellationToken))
        {
            if (!IsWrite(plan.Action))
            {
                yield return plan;
                continue;
            }
            batch.Add(plan.Party);
            if (batch.Count == Batch)
            {
                foreach (var done in await client.ApplyAsync(RequestId.New(), batch, role, cancellationToken))
                {
                    yield return done;
                }
                batch.Clear();
            }
        }
        if (batch.Count > 0)
        {
            foreach (var done in await client.ApplyAsync(RequestId.New(), batch, role, cancellationToken))
            {
                yield return done;
            }
        }
    }

    /// <summary>Asks for the mail that lets a person in; once a day at most.</summary>
    /// <returns>Whether it was asked for now.</returns>
    public async Task<bool> InviteAsync(CustomerPlan plan, CancellationToken cancellationToken)
    {
        var day = time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return IsInvited(plan) && plan.Person is { } person
            && await links.SendAsync(
                new AccessLink(string.Create(CultureInfo.InvariantCulture, $"sync:{plan.Party}:{person}:{day}"), plan.Party, person, null, null), cancellationToken);
    }

    /// <summary>Whether something is done for the customer.</summary>
    public static bool IsWrite(SyncAction action) => action is SyncAction.Create or SyncAction.Grant or SyncAction.Update;

    /// <summary>Whether the person is told when mails are sent: who is new, and who waits without a link.</summary>
    public static bool IsInvited(CustomerPlan plan) =>
        plan.Action is SyncAction.Create or SyncAction.Grant || (plan is { Waits: true, Mailed: false } && (IsWrite(plan.Action) || plan.Action is SyncAction.Unchanged));
}
