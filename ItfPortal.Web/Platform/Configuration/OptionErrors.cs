using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Configuration;

/// <summary>Collects what is wrong with one section, so that a person sees every fault at once.</summary>
public sealed class OptionErrors(string section)
{
    private readonly List<string> _errors = [];

    /// <summary>Notes one fault.</summary>
    /// <param name="key">Name of the property.</param>
    /// <param name="problem">What is wrong with the value; never the value itself when it is secret.</param>
    /// <param name="good">What a good value looks like.</param>
    public void Add(string key, string problem, string good)
    {
        var path = $"{section}:{key}";
        _errors.Add($"{path} (environment: {EnvironmentNames.Of(path)}) {problem}. A good value: {good}.");
    }

    /// <summary>Notes a fault when the number is outside its range.</summary>
    public void Range(string key, double value, double least, double most)
    {
        if (value < least || value > most)
        {
            Add(key, FormattableString.Invariant($"is {value}"), FormattableString.Invariant($"a number from {least} to {most}"));
        }
    }

    /// <summary>Notes a fault when the duration is outside its range.</summary>
    public void Range(string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            Add(key, $"is {value:c}", $"a duration from {least:c} to {most:c}");
        }
    }

    /// <summary>What the validator answers.</summary>
    public ValidateOptionsResult Result() => _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);
}
