using System.Globalization;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// Where the decoded pixels of picture folders are kept: <c>BENCH_CACHE</c>, or <c>bench</c> in the user's folder for caches; at most <c>BENCH_CACHE_GB</c>
/// gigabytes. A set has a folder, named by a hash of what its files are and how they are decoded; those not used for longest make room.
/// </summary>
internal sealed class ImageCache(string folder, long bound, TimeProvider time)
{
    public const string FolderVariable = "BENCH_CACHE", BoundVariable = "BENCH_CACHE_GB";
    private const double UsualGigabytes = 50;
    private const long LeftFree = 1L << 30;
    private static readonly TimeSpan Finishes = TimeSpan.FromDays(1);
    private const string Index = "decoded.json", Pixels = "pixels", Unfinished = ".part";

    /// <summary>As the environment says.</summary>
    /// <exception cref="UserError">The bound is no number.</exception>
    public static ImageCache Usual()
    {
        var text = Environment.GetEnvironmentVariable(BoundVariable);
        var gigabytes = string.IsNullOrEmpty(text) ? UsualGigabytes
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && double.IsFinite(number) ? number
            : throw new UserError($"{BoundVariable}: '{text}' is not a number of gigabytes from 0");
        return new(Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } own ? Path.GetFullPath(own) : OfUser(), (long)Math.Min(gigabytes * 1e9, long.MaxValue / 2), TimeProvider.System);
    }

    /// <summary>What is known of a set, and the file with its pixels, null where they are not kept; decoded now, where that is not done yet.</summary>
    /// <param name="key">The hash that names the set.</param>
    /// <param name="bytes">Of all its pixels.</param>
    /// <param name="decode">Decodes into a file, or, given null, for what it tells only.</param>
    /// <param name="tell">Told why pixels are not kept.</param>
    public (DecodedImages Images, string? PixelFile) Open(string key, long bytes, Func<string?, DecodedImages> decode, Action<string>? tell)
    {
        var (own, keeps) = (Path.Combine(folder, key), bytes <= bound);
        if (Known(own, bytes, keeps) is { } known) return known;
        using var turn = FetchTurn.Take(own, CancellationToken.None).GetAwaiter().GetResult();
        if (Known(own, bytes, keeps) is { } meanwhile) return meanwhile;
        if (!keeps) tell?.Invoke($"{Gigabytes(bytes)} of pixels are more than the {Gigabytes(bound)} of {BoundVariable}: pictures are decoded anew whenever they are needed");
        else MakeRoom(own, bytes);
        if (keeps && Free(own) is { } free && free - LeftFree < bytes)
            throw new UserError($"{own}: {Gigabytes(bytes)} of decoded pixels do not fit there, {Gigabytes(free)} are free: name another folder with {FolderVariable}, or set {BoundVariable} below that, so that pictures are decoded as they are needed");
        var (index, pixels) = (Path.Combine(own, Index), Path.Combine(own, Pixels));
        File.Delete(index);
        File.Delete(pixels);
        var part = keeps ? pixels + Unfinished : null;
        DecodedImages images;
        try
        {
            images = decode(part);
        }
        catch when (part is not null)
        {
            File.Delete(part);
            throw;
        }
        if (part is not null) DurableFile.Commit(part, pixels);
        DurableFile.Write(index, images.Write);
        return (images, part is null ? null : pixels);
    }

    private (DecodedImages, string?)? Known(string own, long bytes, bool keeps)
    {
        var (index, pixels) = (Path.Combine(own, Index), Path.Combine(own, Pixels));
        if (!File.Exists(index) || DecodedImages.Read(index) is not { } images) return null;
        var kept = File.Exists(pixels) && new FileInfo(pixels).Length == bytes;
        if (!kept && keeps) return null;
        try
        {
            File.SetLastWriteTimeUtc(index, time.GetUtcNow().UtcDateTime); // tells when it was last used
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            // Another user's, which can be read all the same.
        }
        return (images, kept ? pixels : null);
    }

    // A process that has a file open reads on when it is deleted. A set without an index is being written by another process, unless that has ended long ago.
    private void MakeRoom(string own, long bytes)
    {
        var others = new DirectoryInfo(folder).EnumerateDirectories().Where(d => d.FullName != own && IsKey(d.Name) && PixelsOf(d.FullName).Exists)
            .Select(d => (Folder: d.FullName, PixelsOf(d.FullName).Length, Used: UsedOf(d.FullName)))
            .OrderBy(d => d.Used).ToList();
        var total = others.Sum(d => d.Length) + bytes;
        foreach (var (other, length, used) in others)
        {
            if (total <= bound) return;
            if (used is null) continue;
            try
            {
                File.Delete(Path.Combine(other, Index)); // first, so that nobody takes the rest for whole
                File.Delete(Path.Combine(other, Pixels));
                File.Delete(Path.Combine(other, Pixels + Unfinished));
                if (!Directory.EnumerateFileSystemEntries(other).Any()) Directory.Delete(other);
            }
            catch (Exception e) when (FileTrouble.Is(e))
            {
                throw new UserError($"{other}: cannot be deleted to make room: {FileTrouble.Reason(e)}", e);
            }
            total -= length;
        }
    }

    // The folder may be one that holds other things of its user.
    private static bool IsKey(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    // Whole, or what is being written, or was when its process was killed.
    private static FileInfo PixelsOf(string set) => new FileInfo(Path.Combine(set, Pixels)) is { Exists: true } whole ? whole : new(Path.Combine(set, Pixels + Unfinished));

    // Null: it is not yet whole.
    private DateTime? UsedOf(string set)
    {
        var index = new FileInfo(Path.Combine(set, Index));
        if (index.Exists) return index.LastWriteTimeUtc;
        var written = PixelsOf(set).LastWriteTimeUtc;
        return time.GetUtcNow().UtcDateTime - written > Finishes ? written : null;
    }

    private static long? Free(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (FileTrouble.Is(e) || e is ArgumentException)
        {
            return null; // of a kind that does not tell
        }
    }

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString(bytes < 1e9 ? "0.## GB" : "0.# GB", CultureInfo.InvariantCulture);

    private static string OfUser()
    {
        if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "bench", "cache");
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } said && Path.IsPathRooted(said) ? said
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : Path.GetTempPath();
        return Path.Combine(caches, "bench");
    }
}
