"""The addresses of the pages."""

from django.urls import path, re_path

from chat.web import conversation_pages, settings_pages
from projects import member_pages, project_pages
from projects.accounts import account_pages, brand_pages
from projects.accounts.sign_in import SignIn, SignOut
from videos.web import logo_pages, share_pages, studio_page
from videos.web.beginning import home_page

SHARE = r"^s/(?P<token>[A-Za-z0-9_-]{1,64})/"
PROJECT = r"^projects/(?P<project_id>[0-9]{1,18})/"  # no longer than a database's id can be

urlpatterns = [
    path("", home_page.home, name="home"),
    re_path(PROJECT + "archive/$", project_pages.archive_project, name="archive_project"),
    re_path(PROJECT + "duplicate/$", home_page.duplicate, name="duplicate_project"),
    re_path(PROJECT + "$", studio_page.project, name="project"),
    re_path(PROJECT + "delete/$", project_pages.delete_project, name="delete_project"),
    re_path(PROJECT + "members/$", member_pages.members, name="members"),
    re_path(PROJECT + "rename/$", project_pages.rename_project, name="rename_project"),
    re_path(PROJECT + "settings/$", settings_pages.settings_page, name="project_settings"),
    re_path(PROJECT + r"export\.(?P<kind>md|json)$", conversation_pages.export, name="export"),
    path("search/", conversation_pages.search, name="search"),
    path("login/", SignIn.as_view(), name="login"),
    path("account/", account_pages.account, name="account"),
    path("account/brand/", brand_pages.change_brand, name="change_brand"),
    path("account/brand/logo/", logo_pages.change_logo, name="change_logo"),
    path("account/sessions/end/", account_pages.end_sessions, name="end_sessions"),
    path("account/tokens/", account_pages.make_token, name="make_token"),
    re_path(r"^account/tokens/(?P<token>[0-9]{1,18})/revoke/$", account_pages.revoke_token, name="revoke_token"),
    path("account/password/", account_pages.ChangePassword.as_view(), name="password_change"),
    path("logout/", SignOut.as_view(), name="logout"),
    re_path(SHARE + "$", share_pages.page, name="share"),
    re_path(SHARE + r"video\.mp4$", share_pages.video, name="share_video"),
    re_path(SHARE + r"poster\.png$", share_pages.poster, name="share_poster"),
    path("markdown", conversation_pages.markdown, name="markdown"),
]
