using System.IO.Compression;

namespace Bench.Tensors;

/// <summary>The form of PyTorch 1.6 and later: an archive with <c>NAME/data.pkl</c> and each storage as <c>NAME/data/KEY</c>, none of it packed.</summary>
internal sealed class TorchArchive : TorchContainer
{
    private readonly ZipArchive zip;
    private readonly string folder;

    private readonly long bytes;

    public TorchArchive(Stream stream) : this(new ZipArchive(stream, ZipArchiveMode.Read), stream.Length) { }

    private TorchArchive(ZipArchive zip, long bytes) : this(zip, FolderOf(zip), bytes) { }

    private TorchArchive(ZipArchive zip, string folder, long bytes) : base(RootOf(zip, folder))
    {
        (this.zip, this.folder, this.bytes) = (zip, folder, bytes);
        if (zip.GetEntry($"{folder}byteorder") is not { Length: <= 16 } order) return;
        using var text = new StreamReader(order.Open());
        IsBigEndian = text.ReadToEnd().Trim() == "big";
    }

    public override bool IsBigEndian { get; }

    // No entry is longer than the file, whatever the archive's directory says.
    public override long? LengthOf(string storage) => zip.GetEntry($"{folder}data/{storage}") is not { } entry ? null
        : entry.Length <= bytes ? entry.Length : throw new InvalidDataException($"its entry {entry.FullName} claims {entry.Length:N0} bytes, more than the file has");

    public override void Read(string storage, long offset, Action<Stream> read)
    {
        using var content = OpenEntry(zip.GetEntry($"{folder}data/{storage}")!);
        var block = new byte[1 << 16];
        for (; offset > 0; offset -= Math.Min(offset, block.Length)) content.ReadExactly(block, 0, (int)Math.Min(offset, block.Length));
        read(content);
        while (content.Read(block) > 0) { } // the rest too, since the archive has one sum for all of it
    }

    public override void Dispose() => zip.Dispose();

    private static string FolderOf(ZipArchive zip)
    {
        const string pickle = "data.pkl";
        var names = zip.Entries.Select(e => e.FullName).Where(n => n == pickle || n.EndsWith($"/{pickle}", StringComparison.Ordinal)).ToList();
        if (names.Count == 0) throw new InvalidDataException("it is a zip archive without the data.pkl that PyTorch writes: unpack it and name the file in it");
        var folder = names.MinBy(n => n.Length)![..^pickle.Length];
        return zip.GetEntry($"{folder}constants.pkl") is null ? folder : throw new InvalidDataException("it is a TorchScript program: save the state dictionary of the network, torch.save(model.state_dict(), FILE)");
    }

    private static object? RootOf(ZipArchive zip, string folder)
    {
        var entry = zip.GetEntry($"{folder}data.pkl")!;
        using var content = OpenEntry(entry);
        // The entry is as long as the bytes that it takes in the file, so this is no more than the file has.
        var bytes = new byte[entry.Length <= Array.MaxLength ? entry.Length : throw new InvalidDataException("its data.pkl has more than 2 GiB")];
        content.ReadExactly(bytes);
        _ = content.ReadByte(); // there is none, and the end has been reached
        return PickleReader.Read(new MemoryStream(bytes, writable: false));
    }

    private static CheckedEntry OpenEntry(ZipArchiveEntry entry) =>
        entry.Length == entry.CompressedLength ? new CheckedEntry(entry) : throw new InvalidDataException($"its entry {entry.FullName} is packed, which PyTorch does not do: load and save it with PyTorch");
}
