using Google.Protobuf.Reflection;

namespace Bench.Onnx;

/// <summary>
/// Goes through the bytes of a protobuf message before they are parsed, without memory of its own: two bytes can ask the parser for an object of some hundred,
/// so a file is refused that has more messages, or deeper ones, than any network needs, or lengths that lead beyond its end.
/// </summary>
internal ref struct MessageGuard
{
    private const int MostMessages = 1 << 19, MostNumbers = 1 << 24, Deepest = 16;

    private int messages, numbers;

    /// <summary>Why the bytes are no message that is worth parsing; null where they may be.</summary>
    public static string? WhyNot(ReadOnlySpan<byte> bytes, MessageDescriptor message) => new MessageGuard().Refusal(bytes, message, 0);

    private string? Refusal(ReadOnlySpan<byte> bytes, MessageDescriptor message, int depth)
    {
        if (depth > Deepest) return $"its messages lie more than {Deepest} deep in each other";
        if (++messages > MostMessages) return $"it has more than {MostMessages:N0} messages";
        while (!bytes.IsEmpty)
        {
            if (!TakeNumber(ref bytes, out var tag) || tag >> 3 is 0 or > int.MaxValue) return Broken(message);
            var field = message.FindFieldByNumber((int)(tag >> 3));
            if (field?.IsRepeated == true && ++numbers > MostNumbers) return TooMany;
            switch (tag & 7)
            {
                case 0 when TakeNumber(ref bytes, out _):
                    continue;
                case 1 when bytes.Length >= 8:
                    bytes = bytes[8..];
                    continue;
                case 5 when bytes.Length >= 4:
                    bytes = bytes[4..];
                    continue;
                case 2 when TakeNumber(ref bytes, out var length) && length <= (ulong)bytes.Length:
                    var content = bytes[..(int)length];
                    bytes = bytes[(int)length..];
                    if (field?.FieldType == FieldType.Message && Refusal(content, field.MessageType, depth + 1) is { } reason) return reason;
                    if (field?.FieldType is FieldType.Int32 or FieldType.Int64 or FieldType.UInt64 && (numbers += content.Length) > MostNumbers) return TooMany; // one byte each, at least
                    continue;
                default:
                    return Broken(message);
            }
        }
        return null;
    }

    private static string TooMany => $"it has more than {MostNumbers:N0} numbers outside of raw data";

    private static string Broken(MessageDescriptor message) => $"a {message.Name} is broken or cut off";

    // Seven bits a byte, the lowest first.
    private static bool TakeNumber(ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        number = 0;
        for (var i = 0; i < 10 && i < bytes.Length; i++)
        {
            number |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return true;
        }
        return false;
    }
}
