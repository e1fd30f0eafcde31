using Bench.Core;

namespace Bench.Datasets;

/// <summary>How far the transfer of a file is, in bytes; the total is null where the source does not tell.</summary>
public sealed record FetchProgress(string File, long Received, long? Total);

/// <summary>
/// Transfers one file. It grows under the name with <c>.part</c> at its end, where an interrupted transfer continues; only when it is
/// complete and checked does it get its own name.
/// </summary>
internal static class Download
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    /// <summary>From the first source that has it, to a .part file beside <paramref name="destination"/>, whose path is returned.</summary>
    public static async Task<string> Receive(
        IReadOnlyList<IFileSource> sources, string destination, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(destination))!);
        var part = destination + ".part";
        var mistakes = new List<string>();
        foreach (var source in sources)
        {
            try
            {
                if (await TryReceive(source, part, Path.GetFileName(destination), progress, cancellation)) return part;
                mistakes.Add($"{source.Address}: no such file");
            }
            catch (UserError mistake)
            {
                mistakes.Add(mistake.Message);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                var reason = e is OperationCanceledException ? $"nothing came for {Stall.TotalSeconds:0} s" : e.Message;
                mistakes.Add($"{source.Address}: {reason}");
            }
        }
        var resume = File.Exists(part) ? "; what has come is kept, the same command continues" : "";
        throw new UserError($"cannot get {Path.GetFileName(destination)}: {string.Join("; ", mistakes)}{resume}");
    }

    private static async Task<bool> TryReceive(
        IFileSource source, string part, string name, IProgress<FetchProgress>? progress, CancellationToken cancellation)
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
            progress?.Report(new(name, file.Position, opening.Total));
            stalled.CancelAfter(Stall);
        }
        if (opening.Total is { } total && file.Position < total)
            throw new IOException($"the connection ended after {file.Position:N0} of {total:N0} bytes");
        return true;
    }
}
