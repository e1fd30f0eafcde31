using Bench.Core;

namespace Bench.Datasets;

/// <summary>How far the transfer of a file is, in bytes; the total is null where the source does not tell.</summary>
public sealed record FetchProgress(string File, long Received, long? Total);

/// <summary>
/// Transfers one file. It grows under the source's name for it with <c>.part</c> at its end, where an interrupted transfer continues;
/// only when it is complete and found right does it get its own name.
/// </summary>
internal static class Download
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    /// <summary>
    /// From the first source that has it and whose content is accepted. <paramref name="accept"/> puts a complete .part file into place, or throws a
    /// <see cref="UserError"/> that names the source; what it refuses is deleted. False where no source has it, if that may be.
    /// </summary>
    public static async Task<bool> Receive(
        string what, IReadOnlyList<IFileSource> sources, string folder, Action<string, IFileSource> accept, bool mayBeAbsent,
        IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var mistakes = new Mistakes();
        var absent = true;
        foreach (var source in sources.Where(s => !mistakes.IsOutOfReach(s)))
        {
            var part = Path.Combine(folder, source.Name + ".part");
            try
            {
                // What an earlier transfer left may be of another source: refused, it is got from its start.
                var resumed = File.Exists(part);
                if (!await TryReceive(source, part, progress, cancellation))
                {
                    mistakes.Add(source, "no such file");
                    continue;
                }
                absent = false;
                if (Accepts(accept, part, source) is not { } refused) return true;
                if (resumed && await TryReceive(source, part, progress, cancellation))
                    if ((refused = Accepts(accept, part, source)) is null) return true;
                mistakes.Add(source, refused.Message);
                continue;
            }
            catch (UserError mistake)
            {
                mistakes.Add(source, mistake.Message);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                var reason = e is OperationCanceledException ? $"nothing came for {Stall.TotalSeconds:0} s" : e is HttpRequestException ? e.Message : FileTrouble.Reason(e);
                mistakes.Add(source, reason, outOfReach: e is HttpRequestException);
            }
            absent = false;
        }
        if (absent && mayBeAbsent) return false;
        var resume = sources.Any(s => File.Exists(Path.Combine(folder, s.Name + ".part"))) ? "; what has come is kept, the same command continues" : "";
        throw new UserError($"cannot get {what}: {mistakes}{resume}");
    }

    /// <summary>What went wrong at each source; those of one reason are told together, and a server that cannot be reached is not asked again.</summary>
    private sealed class Mistakes
    {
        private const int MostNamed = 4;

        private readonly List<(string Address, string Reason)> found = [];
        private readonly HashSet<string> outOfReach = [];

        public bool IsOutOfReach(IFileSource source) => source.Server is { } server && outOfReach.Contains(server);

        public void Add(IFileSource source, string reason, bool outOfReach = false)
        {
            var begins = $"{source.Address}: ";
            found.Add((source.Address, reason.StartsWith(begins, StringComparison.Ordinal) ? reason[begins.Length..] : reason));
            if (outOfReach && source.Server is { } server) this.outOfReach.Add(server);
        }

        public override string ToString() => string.Join("; ", found.GroupBy(f => f.Reason, f => f.Address).Select(same =>
            $"{string.Join(", ", same.Take(MostNamed))}{(same.Count() > MostNamed ? $" and {same.Count() - MostNamed} more" : "")}: {same.Key}"));
    }

    private static UserError? Accepts(Action<string, IFileSource> accept, string part, IFileSource source)
    {
        try
        {
            accept(part, source);
            return null;
        }
        catch (UserError refused)
        {
            File.Delete(part);
            return refused;
        }
    }

    private static async Task<bool> TryReceive(IFileSource source, string part, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stalled.CancelAfter(Stall);
        using var opening = await source.Open(File.Exists(part) ? new FileInfo(part).Length : 0, stalled.Token);
        if (opening is null) return false;
        await using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write);
        file.SetLength(opening.Offset);
        file.Position = opening.Offset;
        var block = new byte[1 << 16];
        for (int n; (n = await opening.Content.ReadAsync(block, stalled.Token)) > 0;)
        {
            await file.WriteAsync(block.AsMemory(0, n), cancellation);
            progress?.Report(new(source.Name, file.Position, opening.Total));
            stalled.CancelAfter(Stall);
        }
        if (opening.Total is { } total && file.Position < total)
            throw new IOException($"the connection ended after {file.Position:N0} of {total:N0} bytes");
        return true;
    }
}
