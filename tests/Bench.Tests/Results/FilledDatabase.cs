namespace Bench.Tests.Results;

/// <summary>A filled database that the tests of a class share, since none of them writes.</summary>
public sealed class FilledDatabase : IDisposable
{
    public FilledDatabase() => Temporary.Fill();

    internal TemporaryDatabase Temporary { get; } = new();

    public void Dispose() => Temporary.Dispose();
}
