using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Tensors;

/// <summary>Pickles and PyTorch's files, written instruction by instruction.</summary>
internal static class Pickled
{
    public static byte[] File(byte[] value, byte protocol = 2) => [0x80, protocol, .. value, (byte)'.'];

    public static byte[] None => "N"u8.ToArray();

    public static byte[] Name(string module, string name) => Encoding.UTF8.GetBytes($"c{module}\n{name}\n");

    public static byte[] Text(string text) => [(byte)'X', .. Length(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Bytes(byte[] bytes) => [(byte)'B', .. Length(bytes.Length), .. bytes];

    public static byte[] Whole(int number) => [(byte)'J', .. Length(number)];

    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. items.SelectMany(i => i), (byte)'t'];

    public static byte[] List(params byte[][] items) => [(byte)'(', .. items.SelectMany(i => i), (byte)'l'];

    public static byte[] Dictionary(params (string Key, byte[] Value)[] items) => [(byte)'(', .. items.SelectMany(i => Text(i.Key).Concat(i.Value)), (byte)'d'];

    public static byte[] Call(byte[] callee, params byte[][] arguments) => [.. callee, .. Tuple(arguments), (byte)'R'];

    public static byte[] Told(byte[] value, byte[] state) => [.. value, .. state, (byte)'b'];

    public static byte[] Array(string type, int[] shape, byte[] data, string order = "|") => Told(
        Call(Name("numpy.core.multiarray", "_reconstruct"), Name("numpy", "ndarray"), Tuple(Whole(0)), Bytes([(byte)'b'])),
        Tuple(Whole(1), Tuple([.. shape.Select(Whole)]), Told(Call(Name("numpy", "dtype"), Text(type), Whole(0), Whole(1)), Tuple(Whole(3), Text(order), None)), [0x89], Bytes(data)));

    /// <summary>A tensor that is a view into a storage of so many numbers.</summary>
    public static byte[] View(string storage, int size, int offset, int[] shape, int[] strides, string type = "FloatStorage") => Call(Name("torch._utils", "_rebuild_tensor_v2"),
        [.. Tuple(Text("storage"), Name("torch", type), Text(storage), Text("cpu"), Whole(size)), (byte)'Q'], Whole(offset), Tuple([.. shape.Select(Whole)]), Tuple([.. strides.Select(Whole)]), [0x89],
        Call(Name("collections", "OrderedDict")));

    /// <summary>A file in the form of today.</summary>
    public static byte[] Zip(byte[] root, IReadOnlyDictionary<string, byte[]> storages, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, byte[] content)
            {
                using var entry = zip.CreateEntry($"archive/{name}", level).Open();
                entry.Write(content);
            }
            Add("data.pkl", File(root));
            foreach (var (key, content) in storages) Add($"data/{key}", content);
            Add("version", "3\n"u8.ToArray());
        }
        return stream.ToArray();
    }

    /// <summary>A file in the form before PyTorch 1.6; storages of 4 bytes a number.</summary>
    /// <param name="root">What is saved.</param>
    /// <param name="storages">The storages.</param>
    /// <param name="littleEndian">Whether the machine is.</param>
    /// <param name="ownOrder">Whether the numbers of numbers are in the machine's order, as old versions write them.</param>
    public static byte[] Sequence(byte[] root, IReadOnlyDictionary<string, byte[]> storages, bool littleEndian = true, bool ownOrder = true) =>
    [
        .. File([0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]), .. File([(byte)'M', 0xe9, 3]), .. File(Dictionary(("little_endian", [(byte)(littleEndian ? 0x88 : 0x89)]))), .. File(root),
        .. File(List([.. storages.Keys.Select(Text)])), .. storages.Values.SelectMany(content => (littleEndian || !ownOrder ? Long(content.Length / 4) : Long(content.Length / 4).Reverse()).Concat(content)),
    ];

    /// <summary>Tensors of fp32 as a state dictionary with a storage each.</summary>
    public static (byte[] Dictionary, Dictionary<string, byte[]> Storages) State(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var (items, storages) = (new List<(string, byte[])>(), new Dictionary<string, byte[]>());
        foreach (var (name, tensor) in tensors)
        {
            using var packed = tensor.to(ScalarType.Float32).contiguous();
            var shape = packed.shape.Select(n => (int)n).ToArray();
            storages[$"{storages.Count}"] = packed.bytes.ToArray();
            items.Add((name, View($"{storages.Count - 1}", (int)packed.NumberOfElements, 0, shape, [.. packed.stride().Select(n => (int)n)])));
        }
        return (Dictionary([.. items]), storages);
    }

    private static byte[] Length(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Long(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }
}
