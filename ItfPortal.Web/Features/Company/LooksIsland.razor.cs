using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Company;

/// <summary>Looks of ITF's people at one company.</summary>
public sealed partial class LooksIsland
{
    private (bool Allowed, RequestId Request)? _wanted;
    private bool _trying;

    protected override void Restart() => _wanted = null;

    protected override Task<Result<CompanyLooks>> AskAsync(PartyScope scope, bool afterWrite) => Service.LooksAsync(scope, afterWrite, Ended);

    private async Task AllowAsync(bool allowed)
    {
        if (_trying || Scope is not { } scope)
        {
            return;
        }
        _trying = true;
        try
        {
            // The same request for the same thing meant, until it is done.
            var request = _wanted is { } wanted && wanted.Allowed == allowed ? wanted.Request : RequestId.New();
            _wanted = (allowed, request);
            var done = await Service.AllowViewsAsync(scope, request, allowed, CancellationToken.None);
            if (done.Ok)
            {
                _wanted = null;
                await ReadAsync(afterWrite: true);
            }
            else
            {
                Problem = done.Error;
            }
        }
        finally
        {
            _trying = false;
        }
    }
}
