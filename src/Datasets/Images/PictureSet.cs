using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>The pictures of one data set: training, then a validation part that is given, then test. A place in this list is a place in the file of their pixels.</summary>
internal sealed class PictureSet
{
    // Below that decoding is done before anybody wonders.
    private const int MostUntold = 5_000;
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(20);

    private readonly (string Role, ClassFolders Of)[] parts;
    private readonly int[] begins;

    public PictureSet(ClassFolders train, ClassFolders? validation, ClassFolders test, ImageOptions options)
    {
        (Options, Train, Validation, Test) = (options, train, validation, test);
        parts = [("train", train), .. validation is null ? [] : new[] { ("validation", validation) }, ("test", test)];
        begins = new int[parts.Length + 1];
        for (var i = 0; i < parts.Length; i++) begins[i + 1] = begins[i] + parts[i].Of.Pictures.Length;
    }

    public ImageOptions Options { get; }
    public ClassFolders Train { get; }
    public ClassFolders? Validation { get; }
    public ClassFolders Test { get; }

    /// <summary>Files, whether they can be decoded or not.</summary>
    public int Count => begins[^1];

    /// <summary>Of all pixels.</summary>
    public long Bytes => (long)Count * Options.Shape.Size;

    /// <summary>Where the pictures of a part begin: 0 training, then what is given of validation and test.</summary>
    public int BeginOf(ClassFolders part) => begins[Array.FindIndex(parts, p => p.Of == part)];

    public PictureFile this[int place] => PartOf(place) is var part ? parts[part].Of.Pictures[place - begins[part]] : default;

    public string PathOf(int place)
    {
        var part = PartOf(place);
        return Path.Combine(parts[part].Of.Folder, parts[part].Of.Pictures[place - begins[part]].Name);
    }

    /// <summary>What tells whether decoding would give the same again: files with sizes and times, the options, and the decoder.</summary>
    /// <param name="changed">When a file was changed last; null where the system does not tell, so that its content is read.</param>
    public string Key(Func<string, long?>? changed = null)
    {
        var states = new string[Count];
        OnAllCores(() => Parallel.For(0, Count, place => states[place] = StateOf(PathOf(place), changed ?? UnixStatus.ChangeTime)));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line));
        Add($"pictures 3\0{PictureDecoder.Version}\0{Options.Size}\0{Options.Resize}\0{Options.Grey}\n");
        var next = 0;
        foreach (var (role, of) in parts)
        {
            Add($"{role}\0{Path.GetFullPath(of.Folder)}\n");
            foreach (var picture in of.Pictures) Add($"{picture.Name}\0{picture.Label}\0{picture.Bytes}\0{picture.Modified}\0{states[next++]}\n");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Decodes every picture, on all cores.</summary>
    /// <param name="pixelFile">Gets the pixels, (H, W, C) bytes a picture, zeros where one cannot be decoded; null: they are not kept.</param>
    /// <param name="trainingOf">Given which pictures cannot be decoded, the places of the training split.</param>
    /// <param name="tell">Told how far it is, where it takes long.</param>
    /// <exception cref="UserError">A file cannot be read, which is nothing that is wrong with a picture.</exception>
    public DecodedImages Decode(string? pixelFile, Func<bool[], IReadOnlyList<int>> trainingOf, Action<string>? tell)
    {
        var (size, channels) = (Options.Shape.Size, Options.Shape.Channels);
        using var handle = pixelFile is null ? null : File.OpenHandle(pixelFile, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, Bytes);
        var hashes = new byte[Count][];
        var why = new string?[Count];
        var sums = new (long Values, long Squares)[(long)Count * channels];
        var (done, clock, last) = (0, TimeProvider.System, TimeProvider.System.GetTimestamp());
        if (Count > MostUntold) tell?.Invoke($"decodes {Count:#,0} pictures once{(pixelFile is null ? "" : $", into {Path.GetDirectoryName(pixelFile)}")}");
        OnAllCores(() => Parallel.For(0, Count, () => new byte[size], (place, _, image) =>
        {
            hashes[place] = Decode(place, image, out why[place]);
            if (why[place] is null)
            {
                if (handle is not null) RandomAccess.Write(handle, image, (long)place * size);
                for (var i = 0; i < size; i++)
                {
                    ref var sum = ref sums[(long)place * channels + i % channels];
                    sum = (sum.Values + image[i], sum.Squares + image[i] * image[i]);
                }
            }
            var now = Interlocked.Increment(ref done);
            if (now % 500 == 0 && Count > MostUntold && clock.GetElapsedTime(Volatile.Read(ref last)) > Told)
            {
                Volatile.Write(ref last, clock.GetTimestamp());
                tell?.Invoke($"has decoded {now:#,0} of {Count:#,0} pictures");
            }
            return image;
        }, _ => { }));
        var (mean, std) = Statistics(sums, trainingOf([.. why.Select(w => w is not null)]), channels);
        return new()
        {
            Content = ContentOf(hashes),
            Corrupt = [.. Enumerable.Range(0, Count).Where(i => why[i] is not null).Select(i => new CorruptPicture(i, why[i]!))],
            Mean = mean, Std = std, TestInOthers = InOthers(hashes, why, Test), ValidationInTraining = Validation is null ? null : InOthers(hashes, why, Validation),
        };
    }

    /// <summary>Decodes a picture that could be decoded before.</summary>
    /// <exception cref="UserError">It cannot be read or decoded now, or has changed.</exception>
    public void DecodeAgain(int place, Span<byte> image)
    {
        if (new FileInfo(PathOf(place)) is { Exists: true } file && ((file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo) ?? file) is var real
            && (real.Length, real.LastWriteTimeUtc.Ticks) != (this[place].Bytes, this[place].Modified))
            throw new UserError($"{PathOf(place)}: has changed since the pictures were looked at");
        Decode(place, image, out var why);
        if (why is not null) throw new UserError($"{PathOf(place)}: {why}");
    }

    /// <summary>Runs a parallel loop; the first of the exceptions in it is the one that is thrown.</summary>
    internal static void OnAllCores(Action loop)
    {
        try
        {
            loop();
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Capture(several.InnerException!).Throw();
        }
    }

    // The hash of the file, and what is wrong with it.
    private byte[] Decode(int place, Span<byte> image, out string? why)
    {
        if (this[place].Bytes == 0 && UnixStatus.IsSpecial(PathOf(place)))
        {
            why = "it is a device, pipe or socket";
            return SHA256.HashData([]);
        }
        var isLarge = this[place].Bytes > PictureDecoder.LargeFile; // as it was listed
        if (isLarge) PictureDecoder.LargeFiles.Wait();
        try
        {
            return Decode(PathOf(place), image, out why);
        }
        finally
        {
            if (isLarge) PictureDecoder.LargeFiles.Release();
        }
    }

    private byte[] Decode(string path, Span<byte> image, out string? why)
    {
        byte[] file;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.Length > PictureDecoder.MostBytes)
            {
                why = $"it has {stream.Length:#,0} bytes, more than the {PictureDecoder.MostBytes:#,0} that a picture may have";
                return SHA256.HashData(stream);
            }
            file = new byte[stream.Length];
            stream.ReadExactly(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            why = "it is not there (a link that leads nowhere, or a name that is not in UTF-8)"; // its key would be another if it were
            return SHA256.HashData([]);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{path}: cannot be read: {FileTrouble.Reason(e, path)}", e); // it may pass, while what is wrong with a picture is kept
        }
        why = new PictureDecoder(Options).Decode(file, image);
        return SHA256.HashData(file);
    }

    // Sizes and times of modification are kept by many a tool that copies: files of one size may take each other's place unnoticed.
    private static string StateOf(string path, Func<string, long?> changed)
    {
        if (changed(path) is { } time) return time.ToString(CultureInfo.InvariantCulture);
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return ""; // decoding tells
        }
    }

    // Of a part in those before it.
    private Overlap InOthers(byte[][] hashes, string?[] why, ClassFolders part)
    {
        var begin = BeginOf(part);
        IEnumerable<(UInt128, long)> Of(int from, int count) =>
            Enumerable.Range(from, count).Where(place => why[place] is null).Select(place => (BinaryPrimitives.ReadUInt128BigEndian(hashes[place]), (long)this[place].Label));
        return Overlap.Count(Of(begin, part.Pictures.Length), Of(0, begin));
    }

    // As `sha256sum` over the files in their order prints it, each named by its part.
    private string ContentOf(byte[][] hashes)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < Count; i++)
            all.AppendData(Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(hashes[i])}  {parts[PartOf(i)].Role}/{this[i].Name}\n"));
        // Where classes do not stand in the paths, they are told after these.
        foreach (var (role, of) in parts)
            foreach (var picture in of.Pictures)
                if (!picture.Name.StartsWith(of.Classes[picture.Label] + "/", StringComparison.Ordinal))
                    all.AppendData(Encoding.UTF8.GetBytes($"{of.Classes[picture.Label]}  {role}/{picture.Name}\n"));
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    // Exact sums, so the same on every machine.
    private (double[] Mean, double[] Std) Statistics((long Values, long Squares)[] sums, IReadOnlyList<int> training, int channels)
    {
        var (mean, std) = (new double[channels], new double[channels]);
        var count = (double)training.Count * Options.Size * Options.Size;
        for (var c = 0; c < channels && count > 0; c++)
        {
            var (values, squares) = ((Int128)0, (Int128)0);
            foreach (var place in training)
            {
                values += sums[(long)place * channels + c].Values;
                squares += sums[(long)place * channels + c].Squares;
            }
            mean[c] = (double)values / count / 255;
            std[c] = Math.Sqrt((double)(squares * (Int128)(long)count - values * values)) / count / 255;
        }
        return (mean, std);
    }

    private int PartOf(int place)
    {
        var part = 0;
        while (place >= begins[part + 1]) part++;
        return part;
    }
}
