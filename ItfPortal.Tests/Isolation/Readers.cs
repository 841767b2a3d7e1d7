using Dapper;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Isolation;

/// <summary>
/// One person, and what the database itself says is theirs: worked out by SQL, independently of the module, so that a fault
/// in the module's rules does not excuse itself.
/// </summary>
/// <param name="Person">The sign-in; of the portal's own account, a made-up line.</param>
/// <param name="Label">The role and scope in words.</param>
/// <param name="Parties">Companies with a grant that holds today.</param>
/// <param name="Sales">Orders that may be read.</param>
/// <param name="ForeignSales">All others.</param>
/// <param name="ForeignParties">All other companies.</param>
/// <param name="Ids">Ids of records of other companies by model.</param>
/// <param name="ForeignWords">Names and numbers that only records of others carry.</param>
internal sealed record Reader(
    DemoPerson Person, string Label, IReadOnlyList<int> Parties, HashSet<int> Sales, IReadOnlyList<int> ForeignSales,
    IReadOnlyList<int> ForeignParties, IReadOnlyDictionary<string, int> Ids, HashSet<string> ForeignWords);

/// <summary>Reads them from Tryton's database.</summary>
internal static class Readers
{
    private sealed record Grant(int Party, string Code, string Role, string Scope, int? Site);

    private sealed record Sale(int Id, int Party, int? Site, int? Owner, string? Number, string? Reference, bool Shown);

    private sealed record Document(int Sale, int Id, string? Number, string Model);

    /// <summary>Every customer of the demo who can sign in.</summary>
    public static async Task<List<Reader>> ReadAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, database));
        await using var tryton = await source.OpenConnectionAsync();
        var parties = (await tryton.QueryAsync<(int Id, string Code, string Name)>(
            "select id, code, name from party_party where id not in (select party from company_company)")).ToList();
        var sales = (await tryton.QueryAsync<Sale>(
            """
            select id, party, shipment_address as site, portal_owner as owner, number, reference,
              case when state = 'draft' then portal_owner is not null else portal_sent_at is not null end as shown
            from sale_sale
            """)).ToList();
        var documents = (await tryton.QueryAsync<Document>(
            """
            select l.sale, i.id, i.number, 'account.invoice' as model from account_invoice i
              join account_invoice_line il on il.invoice = i.id join sale_line l on il.origin = 'sale.line,' || l.id
            union select l.sale, s.id, s.number, 'stock.shipment.out' from stock_shipment_out s
              join stock_move m on m.shipment = 'stock.shipment.out,' || s.id join sale_line l on m.origin = 'sale.line,' || l.id
            """)).ToList();
        var others = (await tryton.QueryAsync<(int User, string Login, string Name)>("select id, login, name from res_user where name is not null")).ToList();
        var readers = new List<Reader>();
        foreach (var person in Stack.People.Where(person => person.Party is not null))
        {
            var user = others.SingleOrDefault(other => other.Login == person.Login).User;
            if (user == 0 || !await tryton.ExecuteScalarAsync<bool>("select active from res_user where id = @user", new { user }))
            {
                continue;
            }
            var grants = (await tryton.QueryAsync<Grant>(
                """
                select a.party, p.code, a.role, a.scope, a.site from itf_portal_access a join party_party p on p.id = a.party
                where a."user" = @user and a.active and (now() at time zone 'America/Toronto')::date
                    between coalesce(a.from_date, '-infinity') and coalesce(a.to_date, 'infinity')
                  and not exists (select from itf_portal_access i where i."user" = a."user" and i.party = a.party
                    and i.invited_at is not null and i.accepted_at is null)
                """, new { user })).ToList();
            var own = grants.Select(grant => grant.Party).Distinct().ToList();
            bool Reads(Sale sale) => sale.Shown && grants.Any(grant =>
                grant.Role != "accounting" && grant.Party == sale.Party
                && (grant.Scope == "company" || (grant.Scope == "site" && grant.Site == sale.Site) || (grant.Scope == "own" && sale.Owner == user)));
            var (mine, foreign) = (sales.Where(Reads).ToList(), sales.Where(sale => !Reads(sale)).ToList());
            var mineIds = mine.Select(sale => sale.Id).ToHashSet();
            var notTheirs = foreign.FirstOrDefault(sale => !own.Contains(sale.Party));
            if (notTheirs is null)
            {
                throw new InvalidOperationException("The demo has no order of another company than " + person.Party);
            }
            var colleagues = (await tryton.QueryAsync<int>("""select distinct "user" from itf_portal_access where party = any(@own)""", new { own })).Append(user).ToHashSet();
            string?[] words =
            [
                .. parties.Where(party => !own.Contains(party.Id)).SelectMany(party => new[] { party.Code, party.Name }),
                .. foreign.SelectMany(sale => new[] { sale.Number, sale.Reference }),
                .. documents.Where(document => !mineIds.Contains(document.Sale)).Select(document => document.Number),
                .. others.Where(other => !colleagues.Contains(other.User) && Stack.People.Any(p => p.Login == other.Login && p.Party is not null))
                    .SelectMany(other => new[] { other.Login, other.Name }),
            ];
            string?[] known =
            [
                .. mine.SelectMany(sale => new[] { sale.Number, sale.Reference }),
                .. documents.Where(document => mineIds.Contains(document.Sale)).Select(document => document.Number),
                .. await tryton.QueryAsync<string>(
                    "select number from account_invoice where party = any(@bills) and number is not null",
                    new { bills = grants.Where(grant => grant.Role is "accounting" or "company_administrator").Select(grant => grant.Party).ToList() }),
                person.Login, person.Name,
            ];
            var ids = new Dictionary<string, int>
            {
                ["sale.sale"] = notTheirs.Id,
                ["party.party"] = notTheirs.Party,
                ["sale.line"] = await tryton.ExecuteScalarAsync<int>("select min(id) from sale_line where sale = @Id", notTheirs),
                ["party.address"] = await tryton.ExecuteScalarAsync<int>("select min(id) from party_address where party = @Party", notTheirs),
                ["account.invoice"] = await tryton.ExecuteScalarAsync<int>("select min(id) from account_invoice where not party = any(@own)", new { own }),
                ["stock.shipment.out"] = await tryton.ExecuteScalarAsync<int>("select min(id) from stock_shipment_out where not customer = any(@own)", new { own }),
                ["account.invoice.line"] = await tryton.ExecuteScalarAsync<int>(
                    "select min(l.id) from account_invoice_line l join account_invoice i on i.id = l.invoice where not i.party = any(@own)", new { own }),
                ["account.invoice.tax"] = await tryton.ExecuteScalarAsync<int>(
                    "select min(t.id) from account_invoice_tax t join account_invoice i on i.id = t.invoice where not i.party = any(@own)", new { own }),
                ["itf_portal.access"] = await tryton.ExecuteScalarAsync<int>("select min(id) from itf_portal_access where not party = any(@own)", new { own }),
                ["itf_portal.event"] = await tryton.ExecuteScalarAsync<int>("select min(id) from itf_portal_event where not party = any(@own)", new { own }),
                ["stock.move"] = await tryton.ExecuteScalarAsync<int>(
                    "select min(m.id) from stock_move m join sale_line l on m.origin = 'sale.line,' || l.id where l.sale = @Id", notTheirs),
            };
            readers.Add(new Reader(
                person, LabelOf(grants.Select(grant => (grant.Role, grant.Scope, grant.Code))), own, mineIds,
                [.. foreign.Select(sale => sale.Id)], [.. parties.Select(party => party.Id).Except(own)], ids,
                [.. words.OfType<string>().Where(word => word.Length > 3).Except(known.OfType<string>())]));
        }
        return readers;
    }

    private static string LabelOf(IEnumerable<(string Role, string Scope, string Code)> grants)
    {
        var parts = grants.OrderBy(grant => grant.Code, StringComparer.Ordinal).ThenBy(grant => grant.Role, StringComparer.Ordinal)
            .Select(grant => $"{grant.Role.Replace('_', ' ')}, {grant.Scope switch { "company" => "whole company", "site" => "one site", _ => "own documents" }} ({grant.Code})");
        return string.Join(" + ", parts) is { Length: > 0 } label ? label : "no grant that holds";
    }
}
