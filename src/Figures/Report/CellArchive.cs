using System.IO.Compression;
using System.Text;
using Bench.Results;

namespace Bench.Figures.Report;

/// <summary>The details of all cells in pieces that a page unpacks when one of their cells is looked at: JSON arrays, in gzip, in base64.</summary>
internal sealed class CellArchive
{
    /// <summary>Cells of a piece: few enough to be unpacked in no time, many enough to be packed well.</summary>
    public const int CellsOfAPiece = 128;

    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <summary>Packs all details; each is read once and not kept.</summary>
    public CellArchive(IEnumerable<CellDetails> details)
    {
        var pieces = new List<string>();
        foreach (var piece in details.Chunk(CellsOfAPiece))
        {
            foreach (var cell in piece) places.Add(cell.Identity, places.Count);
            pieces.Add(Packed($"[{string.Join(',', piece.Select(c => c.Json))}]"));
        }
        Pieces = pieces;
    }

    /// <summary>The pieces, in order.</summary>
    public IReadOnlyList<string> Pieces { get; }

    /// <summary>The place of a cell among all; null for one that is not there.</summary>
    public int? PlaceOf(string identity) => places.TryGetValue(identity, out var place) ? place : null;

    /// <summary>A text as it is packed.</summary>
    public static string Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }
}
