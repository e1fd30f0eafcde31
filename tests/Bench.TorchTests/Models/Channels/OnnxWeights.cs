using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Channels;

/// <summary>The named fp32 tensors of an ONNX file: its initializers, and what the exporter found equal and named once.</summary>
internal static class OnnxWeights
{
    public static Dictionary<string, Tensor> Read(string path)
    {
        var graph = Fields(File.ReadAllBytes(path)).Single(f => f.Number == 7).Bytes;
        var tensors = Fields(graph).Where(f => f.Number == 5).Select(f => Tensor(f.Bytes)).ToDictionary(t => t.Name, t => t.Tensor);
        foreach (var node in Fields(graph).Where(f => f.Number == 1).Select(f => Fields(f.Bytes).ToList()))
            if (Text(node, 4) == "Identity" && tensors.TryGetValue(Text(node, 1), out var same)) tensors[Text(node, 2)] = same;
        return tensors;

        static string Text(List<(int Number, long, byte[] Bytes)> fields, int number) => Encoding.UTF8.GetString(fields.First(f => f.Number == number).Bytes);
    }

    private static (string Name, Tensor Tensor) Tensor(byte[] message)
    {
        var fields = Fields(message).ToList();
        long[] shape = [.. fields.Where(f => f.Number == 1).Select(f => f.Value)];
        return (Encoding.UTF8.GetString(fields.Single(f => f.Number == 8).Bytes), tensor(MemoryMarshal.Cast<byte, float>(fields.Single(f => f.Number == 9).Bytes).ToArray()).view(shape));
    }

    // Of a protocol buffer: varints and what has a length.
    private static IEnumerable<(int Number, long Value, byte[] Bytes)> Fields(byte[] message)
    {
        for (var place = 0; place < message.Length;)
        {
            var (key, value) = (Varint(message, ref place), 0L);
            byte[] bytes = [];
            switch (key & 7)
            {
                case 0: value = Varint(message, ref place); break;
                case 2: var length = (int)Varint(message, ref place); bytes = message[place..(place += length)]; break;
                case 5: place += 4; break;
                default: place += 8; break;
            }
            yield return ((int)(key >> 3), value, bytes);
        }
    }

    private static long Varint(byte[] message, ref int place)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[place++];
            value |= (long)(part & 127) << shift;
            if (part < 128) return value;
        }
    }
}
