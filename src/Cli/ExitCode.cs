namespace Bench.Cli;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for is done.</summary>
    public const int Done = 0;

    /// <summary>The sweep has come to its end, but some cells have failed; an audit has come to its end, but some checks have failed.</summary>
    public const int SomeFailed = 1;

    /// <summary>A mistake in a command, a name or a file.</summary>
    public const int UserMistake = 2;

    /// <summary>A fault of the program (EX_SOFTWARE of sysexits.h).</summary>
    public const int Fault = 70;

    /// <summary>Stopped on request (EX_TEMPFAIL of sysexits.h); the same command goes on.</summary>
    public const int Stopped = 75;
}
