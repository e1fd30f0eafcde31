using System.Globalization;
using Bench.Core;

namespace Bench.Launching;

/// <summary>A file that a job's script leaves at its end: <c>NAME.JOB-REQUEUES.exit</c> with the exit code, the time and the node.</summary>
internal sealed record ScriptExit(int? Number, string Job, int Requeues, int Code, DateTimeOffset Ended, string Node)
{
    private const string Extension = ".exit";

    /// <summary>All that are whole.</summary>
    /// <param name="folder">The sweep's.</param>
    /// <param name="name">Their name, or a pattern for it.</param>
    public static IEnumerable<ScriptExit> In(SweepFolder folder, string name) => Directory.Exists(folder.Attempts)
        ? Directory.EnumerateFiles(folder.Attempts, $"{name}.*{Extension}").AsParallel().Select(Read).OfType<ScriptExit>()
        : [];

    private static ScriptExit? Read(string path)
    {
        if (Path.GetFileNameWithoutExtension(path).Split('.', 2) is not [var name, var job]) return null;
        var cut = job.LastIndexOf('-');
        if (cut < 0 || WholeNumber(job[(cut + 1)..]) is not { } requeues) return null;
        try
        {
            return ReplacedFile.Read(path, File.ReadAllText).Trim().Split(' ') is [var code, var ended, var node] && WholeNumber(code) is { } exit
                && DateTimeOffset.TryParse(ended, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
                ? new(WholeNumber(name), job[..cut], requeues, exit, when, node)
                : null;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return null;
        }
    }

    private static int? WholeNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
