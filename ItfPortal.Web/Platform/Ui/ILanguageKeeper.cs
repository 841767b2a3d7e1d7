namespace ItfPortal.Web.Platform.Ui;

/// <summary>Keeps the language that a signed-in person chose with the person, so that it follows them to another device. Scoped.</summary>
public interface ILanguageKeeper
{
    /// <summary>Keeps it where it can be kept; for a visitor, and when it cannot, the browser's cookie alone remembers it.</summary>
    /// <param name="language"><c>fr</c> or <c>en</c>.</param>
    /// <param name="cancellationToken">Of the request.</param>
    Task KeepAsync(string language, CancellationToken cancellationToken);
}
