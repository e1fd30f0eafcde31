using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Bench.TorchTests.Datasets;

/// <summary>Files of NumPy, as it writes them.</summary>
internal static class NumPy
{
    /// <summary>An array; the header's shape is as it is given, true or not.</summary>
    public static byte[] Array(string type, string shape, byte[] data, bool firstFastest = false, byte version = 1)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {(firstFastest ? "True" : "False")}, 'shape': {shape}, }}";
        return WithHeader(header.PadRight((header.Length + 64) / 64 * 64 - 1) + "\n", data, version);
    }

    public static byte[] WithHeader(string header, byte[] data, byte version = 1)
    {
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1) BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        else BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.Latin1.GetBytes(header), .. data];
    }

    public static byte[] Archive(CompressionLevel level, params (string Name, byte[] Array)[] arrays)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, array) in arrays)
            {
                using var entry = zip.CreateEntry($"{name}.npy", level).Open();
                entry.Write(array);
            }
        return stream.ToArray();
    }
}
